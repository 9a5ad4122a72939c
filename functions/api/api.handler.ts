export const handler = (event: unknown): Promise<unknown> => Promise.resolve(event);
