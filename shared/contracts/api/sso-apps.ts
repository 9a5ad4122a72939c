import * as z from 'zod';
import { addressSchema } from '../../domain/address.ts';
import { daySummarySchema } from '../../domain/day-rollup.ts';
import { idSchema } from '../../domain/ids.ts';
import { signInDaysSchema } from '../../domain/sign-in-days.ts';
import { reportedSignInSchema } from '../../domain/sign-in.ts';
import { ssoAppSchema } from '../../domain/sso-app.ts';
import { daySchema } from '../../domain/time.ts';
import { changing, listing, nothing } from './operation.ts';

const ssoApp = z
  .object(ssoAppSchema.omit({ declined: true }).shape)
  .extend({
    isSso: z.boolean().meta({
      description:
        'Whether people of the company sign in through it. Bookmarks, stored passwords and social logins are none: they are listed, count nowhere and can’t be confirmed.',
    }),
  })
  .meta({
    id: 'SsoApp',
    description:
      'An application as a platform, or a provider whose sign-ins were reported, knows it. `link` says which instance people sign in to with it; only a confirmed one counts.',
  });

const params = z.strictObject({ ssoAppId: idSchema('ssoApp') });
const ofInstance = z.strictObject({ instanceId: idSchema('instance') });

export const listSsoAppsOperation = listing({
  operationId: 'listSsoApps',
  tag: 'sign-ins',
  summary: 'Apps that people sign in to, as platforms and providers know them, oldest first',
  description:
    'What an app may sign in to is proposed by its names and sign-in address, with the reasons; a person confirms.',
  path: '/v1/sso-apps',
  permission: 'usage.read',
  params: nothing,
  filters: {
    link: z
      .enum(['unlinked', 'proposed', 'confirmed', 'declined'])
      .optional()
      .meta({ description: '`unlinked`: nothing was proposed or said.' }),
    instanceId: idSchema('instance')
      .optional()
      .meta({ description: 'The instance that is confirmed, or among the proposed ones.' }),
  },
  item: ssoApp,
});

export const listSsoAppsOfInstanceOperation = listing({
  operationId: 'listSsoAppsOfInstance',
  tag: 'sign-ins',
  summary: 'Apps that are confirmed to sign in to an instance, with the days their sign-ins are known of',
  path: '/v1/instances/{instanceId}/sso-apps',
  permission: 'usage.read',
  params: ofInstance,
  filters: {},
  item: z
    .object(ssoApp.shape)
    .extend({
      signIns: z
        .strictObject({ firstDay: daySchema, lastDay: daySchema })
        .nullable()
        .meta({ description: 'Null where nobody ever signed in.' }),
    })
    .meta({ id: 'SsoAppOfInstance' }),
});

export const confirmSsoLinkOperation = changing({
  operationId: 'confirmSsoLink',
  tag: 'sign-ins',
  summary: 'Confirm that an app signs in to an instance',
  description:
    'Its sign-ins, also earlier ones, count for that instance from now on. The instance need not be a proposed one; an instance may have several apps. 409 `not-sso` for a bookmark, stored password or social login, `linked-elsewhere` where another instance is confirmed, `is-platform`.',
  method: 'POST',
  path: '/v1/sso-apps/{ssoAppId}/link',
  permission: 'connections.write',
  params,
  query: nothing,
  reads: 'json',
  body: ofInstance,
  status: 200,
  answer: ssoApp,
  idempotent: true,
});

export const declineSsoLinkOperation = changing({
  operationId: 'declineSsoLink',
  tag: 'sign-ins',
  summary: 'Say that an app does not sign in to an instance',
  description:
    'It is not proposed for it again. A confirmed link ends, and its sign-ins count for that instance no more.',
  method: 'POST',
  path: '/v1/sso-apps/{ssoAppId}/decline',
  permission: 'connections.write',
  params,
  query: nothing,
  reads: 'json',
  body: ofInstance,
  status: 200,
  answer: ssoApp,
  idempotent: true,
});

/** Sign-ins of one request; more go in further requests, or as a file. */
const MOST_SIGN_INS = 1000;

export const pushSignInsOperation = changing({
  operationId: 'pushSignIns',
  tag: 'sign-ins',
  summary: 'Send up to 1,000 sign-ins of any identity provider',
  description:
    'All of them are taken, or none. A sign-in is the same where provider, `app`, `email` and `time` are the same, and counts once, however often it is sent and also where a file held it. Failed ones are no use and only counted. Say `social` as `providerKind` where people used an account of their own: it is kept apart and never counts as single sign-on. Each app is listed by `GET /v1/sso-apps`, and counts for an instance once somebody confirmed it.',
  method: 'POST',
  path: '/v1/sign-ins',
  permission: 'imports.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    signIns: z
      .array(reportedSignInSchema)
      .min(1, { error: 'must hold at least one sign-in' })
      .max(MOST_SIGN_INS, {
        error: `must hold at most ${String(MOST_SIGN_INS)} sign-ins; send more in further requests, or as a file`,
      }),
  }),
  status: 200,
  answer: z.strictObject({
    received: z.int().min(1),
    failed: z.int().min(0).meta({ description: 'Sign-ins that failed: nothing is taken of them.' }),
    new: z.int().min(0),
    known: z.int().min(0).meta({ description: 'Sign-ins that had come before, in this request or earlier.' }),
    waiting: z.int().min(0).meta({
      description:
        'Sign-ins that are kept and will be counted within minutes: there were too many different apps and days.',
    }),
  }),
  idempotent: true,
});

export const listSignInsOperation = listing({
  operationId: 'listSignIns',
  tag: 'sign-ins',
  summary: 'How many people signed in to an app, and how often, by day, oldest first',
  description: 'Successful sign-ins only, each counted once. Days without any are left out; days are UTC.',
  path: '/v1/sso-apps/{ssoAppId}/sign-ins',
  permission: 'usage.read',
  params,
  filters: { from: daySchema.optional(), to: daySchema.optional() },
  item: z
    .strictObject({
      day: daySchema,
      people: daySummarySchema.shape.people,
      signIns: daySummarySchema.shape.events,
      isExact: z.boolean().meta({
        description:
          'False where sign-ins came so late that those before them were no longer kept: there were at least so many.',
      }),
    })
    .meta({ id: 'SignInsOfDay' }),
});

export const listSignInsOfPeopleOperation = listing({
  operationId: 'listSignInsOfPeople',
  tag: 'sign-ins',
  summary: 'Who signed in to an app, and on which days',
  description: 'Days are known of the newest 16 months in which an address signed in.',
  path: '/v1/sso-apps/{ssoAppId}/sign-ins/people',
  permission: 'accounts.read',
  params,
  filters: { from: daySchema.optional(), to: daySchema.optional(), email: addressSchema.optional() },
  item: signInDaysSchema
    .omit({ months: true })
    .extend({ days: z.array(daySchema) })
    .meta({ id: 'SignInsOfPerson' }),
});
