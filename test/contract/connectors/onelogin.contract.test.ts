import { startOneLoginUnderTest } from './onelogin-under-test.ts';
import { describePlatform } from './platform-contract.ts';

describePlatform('OneLogin', startOneLoginUnderTest);
