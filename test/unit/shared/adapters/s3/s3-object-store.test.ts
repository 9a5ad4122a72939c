import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { S3ObjectStore } from '../../../../../shared/adapters/s3/s3-object-store.ts';

const store = () =>
  new S3ObjectStore({
    bucket: 'data',
    client: { region: 'us-east-1', credentials: { accessKeyId: 'id', secretAccessKey: 'key' } },
  });

describe('S3ObjectStore', () => {
  it('signs the content type and the time of an upload, and nothing of a body that is not known yet', async () => {
    const address = new URL(await store().signedUpload('uploads/a b.csv', 'text/csv', 900));
    expect(address.pathname).toBe('/uploads/a%20b.csv');
    expect(address.searchParams.get('X-Amz-SignedHeaders')).toBe('content-type;host');
    expect(address.searchParams.get('X-Amz-Expires')).toBe('900');
    expect([...address.searchParams.keys()].filter((name) => name.includes('checksum'))).toEqual([]);
  });

  it('signs another address for another content type', async () => {
    const signature = async (contentType: string) =>
      new URL(await store().signedUpload('uploads/a', contentType, 900)).searchParams.get('X-Amz-Signature');
    expect(await signature('text/csv')).not.toBe(await signature('application/json'));
  });

  it('throws what is not an absence', async () => {
    const client = mockClient(S3Client);
    client.on(GetObjectCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await expect(store().get('landed/a')).rejects.toThrow('no');
    client.restore();
  });
});
