import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BUCKET_PREFIXES } from '../../shared/names.ts';
import type { ServiceFunction } from './service-function.ts';
import { WorkedQueue } from './worked-queue.ts';

export interface ImportQueueProps {
  readonly bucket: Bucket;
  readonly readUpload: ServiceFunction;
}

/** A file that was put into the folder of uploads is read by a function, one file a call. */
export class ImportQueue extends Construct {
  constructor(scope: Construct, id: string, props: ImportQueueProps) {
    super(scope, id);
    const { queue } = new WorkedQueue(this, 'Uploads', { worker: props.readUpload, batchSize: 1 });
    new Rule(this, 'UploadCreated', {
      description: 'A file was uploaded for an import',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [props.bucket.bucketName] },
          object: { key: [{ prefix: BUCKET_PREFIXES.uploads }] },
        },
      },
      targets: [new SqsQueue(queue)],
    });
  }
}
