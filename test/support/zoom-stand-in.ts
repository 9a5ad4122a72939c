import { type StandInProcess, startStandIn } from './stand-in-process.ts';

/** The stand-in Zoom as a process of its own, on a free port. */
export type ZoomStandIn = StandInProcess;

/** Starts it with a company; `maxPageSize` makes lists take several pages. */
export const startZoomStandIn = (company: object, maxPageSize: number): Promise<ZoomStandIn> =>
  startStandIn('zoom', company, maxPageSize);
