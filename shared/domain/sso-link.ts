import { MOST_DECLINED, type SsoApp, type SsoLink } from './sso-app.ts';
import { type MatchTarget, proposeFor } from './sso-matching.ts';
import type { Instant } from './time.ts';

type Target = Pick<SsoLink, 'instanceId' | 'applicationId'>;

const linkWithout = ({ link }: SsoApp): SsoLink | null => (link?.state === 'proposed' ? null : link);

/** The app with what is proposed for it now; the same one where nothing else is. What somebody confirmed stays. */
export const propose = (app: SsoApp, targets: readonly MatchTarget[]): SsoApp => {
  if (app.link?.state === 'confirmed') return app;
  const found = proposeFor(app, targets);
  const [likeliest] = found?.candidates ?? [];
  const link: SsoLink | null =
    found === null || likeliest === undefined
      ? linkWithout(app)
      : {
          state: 'proposed',
          instanceId: likeliest.instanceId,
          applicationId: found.applicationId,
          candidates: [...found.candidates],
        };
  return JSON.stringify(link) === JSON.stringify(app.link) ? app : { ...app, link };
};

/** The app as somebody confirmed that it signs in to an instance. */
export const confirmed = (
  app: SsoApp,
  { instanceId, applicationId }: Target,
  decidedAt: Instant,
): SsoApp => ({
  ...app,
  link: { state: 'confirmed', instanceId, applicationId, decidedAt },
  declined: app.declined.filter((id) => id !== instanceId),
  version: app.version + 1,
});

/** The app as somebody said that it does not sign in to an instance; what is likeliest among the others is proposed. */
export const declined = (
  app: SsoApp,
  { instanceId, applicationId }: Target,
  targets: readonly MatchTarget[],
  decidedAt: Instant,
): SsoApp => {
  const isOfOther = app.link !== null && app.link.instanceId !== instanceId;
  const without: SsoApp = {
    ...app,
    link: isOfOther ? app.link : { state: 'declined', instanceId, applicationId, decidedAt },
    declined: [...app.declined.filter((id) => id !== instanceId), instanceId].slice(-MOST_DECLINED),
  };
  return { ...propose(without, targets), version: app.version + 1 };
};
