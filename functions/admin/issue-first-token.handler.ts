export const handler = (): Promise<{ token: string }> => Promise.resolve({ token: 'not-issued' });
