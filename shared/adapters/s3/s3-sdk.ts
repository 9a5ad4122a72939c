import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** The bucket objects are in. `client` is left out on AWS, where the environment says all. */
export interface S3Place {
  readonly bucket: string;
  readonly client?: S3ClientConfig;
}

/** Loads S3's commands, with a client. */
export const loadS3 = async (config: S3ClientConfig) => {
  const sdk = await import('@aws-sdk/client-s3');
  // An upload is signed before its body is known, so no checksum of the body may be a part of it.
  const client = new sdk.S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', ...config });
  return { ...sdk, client };
};
