import type { PullContext } from './pull-dependencies.ts';

/** The folder of everything that was landed of an instance. */
export const landedOfInstance = (instanceId: string): string => `landed/pulls/${instanceId}/`;

/** The folder of one pull's. */
export const landedOf = ({
  instanceId,
  pullId,
}: Pick<PullContext['pull'], 'instanceId' | 'pullId'>): string => `${landedOfInstance(instanceId)}${pullId}/`;

/** Keeps a page as the vendor sent it. A page read twice is one object: its name is made of where it starts. */
export const landPage = async (
  { deps, pull, part, token, now, step }: PullContext,
  items: readonly object[],
): Promise<void> => {
  const start = deps.secrets.sha256(token ?? '').slice(0, 16);
  await deps.objects.put(
    `${landedOf(pull)}${step}/${String(part)}-${start}.json`,
    JSON.stringify({ observedAt: now, items }),
    'application/json',
  );
};
