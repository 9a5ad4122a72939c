import * as z from 'zod';
import type { ConnectionIncident } from './connection-incident.ts';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';

/** Why somebody is told of something about an application. Who is several of these is told once, as the first of them. */
const OWNER_ROLES = [
  'connection-maker',
  'run-starter',
  'workflow-maker',
  'technical-lead',
  'security',
  'it',
  'functional',
  'subscriber',
] as const;
export const ownerRoleSchema = z.enum(OWNER_ROLES);
export type OwnerRole = z.infer<typeof ownerRoleSchema>;

const incidentNewsSchema = z.enum(['trouble', 'recovery']);
export type IncidentNews = z.infer<typeof incidentNewsSchema>;

/** What the names of all that is told of an incident begin with, e.g. `health-3-`. */
export const tellingsOf = ({ about, number }: Pick<ConnectionIncident, 'about' | 'number'>): string =>
  `${about}-${String(number)}-`;

/** What is told of an incident, among all that is told of its connection, e.g. `health-3-recovery`. */
export const tellingOf = (
  incident: Pick<ConnectionIncident, 'about' | 'number'>,
  news: IncidentNews,
): string => `${tellingsOf(incident)}${news}`;

/** That somebody was told of an incident, or of its end. */
export const incidentNoticeSchema = z.strictObject({
  connectionId: idSchema('connection'),
  /** What they were told of; see {@link tellingOf}. */
  telling: z.string().max(50),
  news: incidentNewsSchema,
  /** SHA-256 of the address, hex: no address is kept. */
  recipient: z.string(),
  as: ownerRoleSchema,
  /** Who it is, where they have an access record and were told by it; contacts are addresses only. */
  userId: idSchema('user').nullable(),
  at: instantSchema,
  expiresAt: instantSchema,
});
export type IncidentNotice = z.infer<typeof incidentNoticeSchema>;
