import { z } from 'zod';
import { parseCompany, type CompanyFileInput } from '../../../../local/okta/company-file.ts';
import { startOkta, type RunningOkta } from '../../../../local/okta/server.ts';

/** Of the first org, from the start. */
export const API_TOKEN = '00first';

const person = (name: string, more: object = {}): CompanyFileInput['orgs'][number]['people'][number] => ({
  login: `${name}@example.com`,
  firstName: name,
  lastName: 'Example',
  ...more,
});

/** One org with one of each kind that matters, and a second org. */
const COMPANY: CompanyFileInput = {
  orgs: [
    {
      orgId: 'one',
      apiTokens: [API_TOKEN],
      customAttributes: ['officeFloor'],
      people: [
        person('ada', {
          lastLoginDaysAgo: 2.5,
          lastUpdatedDaysAgo: 3,
          profile: { department: 'Research', managerId: '00uMGR', officeFloor: '4' },
        }),
        person('ben', { profile: { department: 'Sales' } }),
        person('cem', { status: 'SUSPENDED' }),
        person('gone', { status: 'DEPROVISIONED', statusChangedDaysAgo: 10 }),
        person('idle'),
      ],
      apps: [
        {
          key: 'zoom',
          name: 'zoomus',
          label: 'Zoom',
          features: ['PUSH_NEW_USERS', 'PUSH_USER_DEACTIVATION'],
          seatCount: 40,
          signOnUrl: 'https://acme.zoom.us/saml/SSO',
          assignments: [
            {
              login: 'ada@example.com',
              externalId: 'KDcu',
              signOnsDaysAgo: [1, 30, 95],
              profile: { licenseType: 'Licensed' },
            },
            { login: 'ben@example.com', scope: 'GROUP', group: 'All of Zoom', signOnsDaysAgo: [2] },
          ],
        },
        {
          ...{ key: 'zoom-labs', name: 'zoomus', label: 'Zoom Labs', signOnMode: 'OPENID_CONNECT' },
          signOnUrl: 'https://labs.zoom.us/callback',
        },
        { key: 'old', name: 'github', label: 'GitHub (old)', status: 'INACTIVE' },
        { key: 'gone', name: 'slack', label: 'Slack', status: 'DELETED' },
        { key: 'link', name: 'bookmark', label: 'Wiki', signOnMode: 'BOOKMARK' },
      ],
      events: [{ login: 'idle@example.com', app: 'zoom', daysAgo: 4, outcome: 'FAILURE' }],
    },
    { orgId: 'two', people: [person('other')] },
  ],
};

/** A page and where its links lead. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly self: string | undefined;
  readonly next: string | undefined;
}

function linkOf(answer: Response, rel: string): string | undefined {
  const links = (answer.headers.get('link') ?? '').split(', ');
  return links.find((link) => link.endsWith(`; rel="${rel}"`))?.slice(1, -`>; rel="${rel}"`.length);
}

/** A stand-in on a free port, and the calls a client makes to it. */
export class OktaClient {
  readonly okta: RunningOkta;
  authorization = `SSWS ${API_TOKEN}`;

  private constructor(okta: RunningOkta) {
    this.okta = okta;
  }

  static async start(clock = Date.now): Promise<OktaClient> {
    return new OktaClient(await startOkta(0, { company: parseCompany(COMPANY), clock }));
  }

  close(): Promise<void> {
    return this.okta.close();
  }

  control(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.okta.url}/_control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** A path below the API's root with parameters, or a whole link. */
  call(
    pathOrLink: string,
    parameters: Readonly<Record<string, string>> = {},
    request: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const url = new URL(pathOrLink.startsWith('/') ? `/api/v1${pathOrLink}` : pathOrLink, this.okta.url);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return fetch(url, {
      ...request,
      headers: { authorization: this.authorization, ...request.headers },
    });
  }

  async page<T>(
    row: z.ZodType<T>,
    pathOrLink: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<Page<T>> {
    const answer = await this.call(pathOrLink, parameters);
    if (answer.status !== 200) throw new Error(`${pathOrLink}: ${answer.status} ${await answer.text()}`);
    const rows = z.array(row).parse(await answer.json());
    return { rows, self: linkOf(answer, 'self'), next: linkOf(answer, 'next') };
  }

  async fault(effect: object, more: object = {}): Promise<void> {
    const { status } = await this.control('POST', 'faults', { effect, ...more });
    if (status !== 201) throw new Error(`the fault was refused: ${status}`);
  }
}

export const shownUser = z.looseObject({
  id: z.string(),
  status: z.string(),
  lastUpdated: z.string(),
  profile: z.looseObject({ login: z.string() }),
});

export const shownApp = z.looseObject({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  status: z.string(),
});

export const shownEvent = z.looseObject({
  uuid: z.string(),
  published: z.string(),
  eventType: z.string(),
  actor: z.looseObject({ id: z.string(), alternateId: z.string() }),
  outcome: z.object({ result: z.string(), reason: z.string().nullable() }),
  target: z.array(z.looseObject({ id: z.string(), type: z.string(), displayName: z.string() })),
});

export type ShownEvent = z.infer<typeof shownEvent>;

const errorAnswer = z.object({
  errorCode: z.string(),
  errorSummary: z.string(),
  errorLink: z.string(),
  errorId: z.string(),
  errorCauses: z.array(z.object({ errorSummary: z.string() })),
});

/** Status and Okta code of a refusal. */
export async function errorOf(answer: Response): Promise<readonly [number, string]> {
  const { errorCode } = errorAnswer.parse(await answer.json());
  return [answer.status, errorCode];
}

export async function causesOf(answer: Response): Promise<readonly string[]> {
  return errorAnswer.parse(await answer.json()).errorCauses.map(({ errorSummary }) => errorSummary);
}

/** Names before the @ of the logins. */
export function namesOf(rows: readonly z.infer<typeof shownUser>[]): readonly string[] {
  return rows.map(({ profile }) => profile.login.split('@')[0] ?? '').sort();
}

export async function appId(client: OktaClient, label: string): Promise<string> {
  const { rows } = await client.page(shownApp, '/apps');
  return rows.find((app) => app.label === label)?.id ?? '';
}

export async function userId(client: OktaClient, login: string): Promise<string> {
  return shownUser.parse(await (await client.call(`/users/${login}`)).json()).id;
}

/** Follows the next links to the end. */
export async function allPages<T>(
  client: OktaClient,
  row: z.ZodType<T>,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<readonly Page<T>[]> {
  const pages = [await client.page(row, path, parameters)];
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next)
    pages.push(await client.page(row, next));
  return pages;
}
