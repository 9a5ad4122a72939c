import { makeAuthenticate } from '../../shared/runtime/authentication.ts';
import { countFailure } from '../../shared/use-cases/access/count-failure.ts';
import { recordDenial } from '../../shared/use-cases/access/record-denial.ts';
import type { Basics } from '../../shared/use-cases/dependencies.ts';
import { makeRecordUse } from '../../shared/use-cases/tokens/record-use.ts';
import type { ScimDependencies } from './scim-routes.ts';

/** What the SCIM service works with. Tokens of the user pool are nobody's here: none of them opens it. */
export const scimDependencies = (
  settings: { readonly publicOrigin: string },
  basics: Basics,
): ScimDependencies => ({
  ...basics,
  settings,
  authenticate: makeAuthenticate({
    ...basics,
    settings,
    poolTokens: { verifyAccess: () => Promise.resolve(undefined) },
    recordDenial: (denial) => recordDenial(basics, denial),
    countFailure: (from) => countFailure(basics, from),
    recordUse: makeRecordUse(basics),
  }),
});
