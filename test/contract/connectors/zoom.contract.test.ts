import { describeConnector } from './connector-contract.ts';
import { startZoomUnderTest } from './zoom-under-test.ts';

describeConnector('Zoom', startZoomUnderTest);
