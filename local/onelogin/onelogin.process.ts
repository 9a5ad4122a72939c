import { runStandIn } from '../stand-in/run-stand-in.ts';
import { readCompanyFile } from './company-file.ts';
import { startOneLogin } from './server.ts';

runStandIn({
  name: 'stand-in OneLogin',
  maxPageSize: { most: 50, usual: 50 },
  readCompany: readCompanyFile,
  start: startOneLogin,
});
