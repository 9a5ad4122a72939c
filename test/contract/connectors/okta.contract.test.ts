import { startOktaUnderTest } from './okta-under-test.ts';
import { describePlatform } from './platform-contract.ts';

describePlatform('Okta', startOktaUnderTest);
