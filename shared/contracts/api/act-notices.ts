import * as z from 'zod';

/** Something to know before what was asked for starts. */
const noticeSchema = z.strictObject({ code: z.enum(['app-only']), message: z.string() });

/** Field of the answers that start acting, or let something act later. */
export const noticesField = {
  notices: z.array(noticeSchema).meta({
    description:
      '`app-only`: what is changed in the app changes nothing at the identity provider, where a rule may give the license back. Empty where nothing acts.',
  }),
};

/** What everybody who lets something act directly in an app is told. */
export const ACT_NOTICES: z.infer<typeof noticeSchema>[] = [
  {
    code: 'app-only',
    message:
      'This acts directly in the app. It changes nothing at your identity provider: a rule there, a group rule for instance, could give the license back. Change the rule too, or take the people out of its group.',
  },
];
