import { describeAccounts } from './account-contract.ts';
import { startScimAccounts } from './scim-under-test.ts';

describeAccounts('a SCIM provider', startScimAccounts);
