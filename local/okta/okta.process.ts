import { runStandIn } from '../stand-in/run-stand-in.ts';
import { readCompanyFile } from './company-file.ts';
import { startOkta } from './server.ts';

runStandIn({
  name: 'stand-in Okta',
  // Below the vendor's, so that a small company fills several pages.
  maxPageSize: { most: 1000, usual: 100 },
  readCompany: readCompanyFile,
  start: startOkta,
});
