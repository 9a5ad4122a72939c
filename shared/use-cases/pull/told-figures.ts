import type { Pull } from '../../domain/pull.ts';

type Counted = Pick<Pull, 'figures' | 'platform'>;

/** The figures of a pull that an audit event tells; null where there is none to tell them of, as before an instance's first. */
export const toldFigures = (
  pull: Counted | undefined,
  kind: Pick<Pull, 'platform'>,
): Readonly<Record<string, number | null>> => {
  if (kind.platform === undefined)
    return { accounts: pull?.figures.accounts ?? null, licensed: pull?.figures.licensed ?? null };
  const { people = null, apps = null, assignments = null } = pull?.platform?.figures ?? {};
  return { people, apps, assignments };
};
