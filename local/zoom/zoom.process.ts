import { runStandIn } from '../stand-in/run-stand-in.ts';
import { readCompanyFile } from './company-file.ts';
import { startZoom } from './server.ts';

runStandIn({
  name: 'stand-in Zoom',
  // Below the vendor's 300, so that the sample company fills several pages.
  maxPageSize: { most: 300, usual: 100 },
  readCompany: readCompanyFile,
  start: startZoom,
});
