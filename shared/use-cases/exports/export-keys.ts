const FOLDER = 'exports/';

/** Where the file of an export is. */
export const fileKey = (exportId: string): string => `${FOLDER}${exportId}/rows`;

/** Where a worker leaves what is too small for a part. Each leaves it under another key, so that nobody's is overwritten. */
export const tailKey = (exportId: string, name: string): string => `${FOLDER}${exportId}/tail-${name}`;
