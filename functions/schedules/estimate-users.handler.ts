import * as z from 'zod';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { estimateUsers } from '../../shared/use-cases/provisioned/estimate-users.ts';
import { TABLES, basicsOf } from './schedule-dependencies.ts';

const { directoryTable, activityTable } = TABLES;
const env = parseEnv(z.object({ directoryTable, activityTable }), process.env);
const deps = basicsOf(env);

/** Estimates the users of instances, as far as one call gets; what the schedule sends along is not looked at. */
export const handler = eventEntry('estimate-users', z.unknown(), () => estimateUsers(deps));
