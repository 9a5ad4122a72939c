import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BUCKET_PREFIXES } from '../../../shared/names.ts';
import type { ServiceFunction } from '../service-function.ts';
import { WorkedQueue } from './worked-queue.ts';

export interface ImportQueueProps {
  readonly bucket: Bucket;
  readonly readUpload: ServiceFunction;
  readonly readDrop: ServiceFunction;
}

/** A file that was put into the folder of uploads or the drop folder is read by the folder's function, one file a call. */
export class ImportQueue extends Construct {
  /** Uploads, and files of the drop folder, that could not be read. */
  readonly uploadsFailed: Queue;
  readonly dropsFailed: Queue;

  constructor(scope: Construct, id: string, props: ImportQueueProps) {
    super(scope, id);
    const { bucket, readUpload, readDrop } = props;
    /** What is put into one folder goes into a queue of its own, so that neither waits for the other. */
    const readFrom = (
      name: string,
      description: string,
      prefix: string,
      worker: ServiceFunction,
    ): WorkedQueue => {
      const worked = new WorkedQueue(this, `${name}s`, { worker, batchSize: 1 });
      new Rule(this, `${name}Created`, {
        description,
        eventPattern: {
          source: ['aws.s3'],
          detailType: ['Object Created'],
          detail: { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix }] } },
        },
        targets: [new SqsQueue(worked.queue)],
      });
      return worked;
    };
    const { uploads, drop } = BUCKET_PREFIXES;
    const files = readFrom('Upload', 'A file was uploaded for an import', uploads, readUpload);
    this.uploadsFailed = files.failed;
    // The receipts that are put there come by as well; the function passes over them.
    const drops = readFrom('Drop', 'A file was put into the drop folder', drop, readDrop);
    this.dropsFailed = drops.failed;
    // A large file takes several calls, each of which sends the next.
    drops.send('dropQueueUrl', readDrop);
  }
}
