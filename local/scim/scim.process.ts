import { runStandIn } from '../stand-in/run-stand-in.ts';
import { readCompanyFile } from './company-file.ts';
import { startScim } from './server.ts';

runStandIn({
  name: 'stand-in SCIM',
  readCompany: readCompanyFile,
  start: startScim,
});
