import type { PullContext } from './pull-dependencies.ts';

/** Keeps a page as the vendor sent it. A page read twice is one object: its name is made of where it starts. */
export const landPage = async (
  { deps, pull, part, token, now, step }: PullContext,
  items: readonly object[],
): Promise<void> => {
  const start = deps.secrets.sha256(token ?? '').slice(0, 16);
  await deps.objects.put(
    `landed/pulls/${pull.pullId}/${step}/${String(part)}-${start}.json`,
    JSON.stringify({ observedAt: now, items }),
    'application/json',
  );
};
