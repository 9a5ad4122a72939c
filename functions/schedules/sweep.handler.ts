import * as z from 'zod';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { sweep } from '../../shared/use-cases/sweep.ts';
import { TABLES, basicsOf } from './schedule-dependencies.ts';

const env = parseEnv(z.object(TABLES).omit({ auditTable: true }), process.env);
const deps = basicsOf(env);

/** Removes rows nobody follows any more; what the schedule sends along is not looked at. */
export const handler = eventEntry('sweep', z.unknown(), () => sweep(deps));
