// The usual handler, which functions are compared with: everything is loaded before the first event.
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import { z } from 'zod';

const logger = new Logger({ serviceName: 'peer' });
const metrics = new Metrics({ namespace: 'peer', serviceName: 'peer' });
const tracer = new Tracer({ serviceName: 'peer' });
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const inputSchema = z.object({ id: z.string().min(1) });

export const handler = middy()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .use(captureLambdaHandler(tracer))
  .handler(async (event: unknown) => {
    const { id } = inputSchema.parse(event);
    const { Item } = await client.send(new GetCommand({ TableName: 'things', Key: { id } }));
    return Item;
  });
