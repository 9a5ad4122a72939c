import * as z from 'zod';
import { UnsupportedMediaTypeError } from '../../shared/errors.ts';
import type { HttpRequest } from '../../shared/runtime/http.ts';
import type { Route } from '../../shared/runtime/route.ts';
import { MAX_REASON, keepLicense } from '../../shared/use-cases/answers/keep-license.ts';
import { type AnswerDependencies, readAnswerLink } from '../../shared/use-cases/answers/read-answer-link.ts';
import { supportContactIfReadable } from '../../shared/use-cases/organization/support-contact.ts';
import { answerPage, openPage } from './answer-pages.ts';

const PATH = '/answer/{token}';

const formSchema = z.object({
  reason: z
    .string()
    .max(MAX_REASON * 4)
    .default(''),
});

const tokenOf = (request: HttpRequest): string => request.params['token'] ?? '';

/** Form fields of a POST (application/x-www-form-urlencoded); a field sent twice counts once. */
const readForm = (request: HttpRequest): z.infer<typeof formSchema> => {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw new UnsupportedMediaTypeError('This page takes its own form only.');
  return formSchema.parse(
    Object.fromEntries(new URLSearchParams(Buffer.from(request.body).toString('utf8'))),
  );
};

/** Where a link stands, and whom its reader may ask. */
const readBoth = (deps: AnswerDependencies, token: string) =>
  Promise.all([readAnswerLink(deps, token), supportContactIfReadable(deps)]);

/**
 * The answer page: GET and HEAD read only, however often a mail scanner follows the link; only the form's POST decides.
 * After an answer the browser is sent back to the page, so that a reload sends nothing again.
 */
export const answerRoutes = (deps: AnswerDependencies): Route[] => [
  {
    method: 'GET',
    path: PATH,
    handle: async (request) => {
      const [view, support] = await readBoth(deps, tokenOf(request));
      return answerPage(view, support);
    },
  },
  {
    method: 'POST',
    path: PATH,
    handle: async (request) => {
      const token = tokenOf(request);
      const { reason } = readForm(request);
      const result = await keepLicense(deps, { token, reason });
      if (result.kind === 'kept')
        return { status: 303, headers: { location: `/answer/${encodeURIComponent(token)}` } };
      const [view, support] = await readBoth(deps, token);
      return result.kind === 'reason-required' && view.kind === 'open'
        ? openPage(view.subject, true, support)
        : answerPage(view, support);
    },
  },
];
