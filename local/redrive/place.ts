import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { emulatorClient } from '../stack/first-token.ts';
import { readEndpoints } from '../stack/read-endpoints.ts';
import type { ApiPlace } from './stopped-run.ts';

/** A deployment: its stage, how its AWS is reached, and its API. */
export interface Place {
  readonly stage: string;
  readonly aws: Pick<LambdaClientConfig, 'endpoint' | 'region' | 'credentials'>;
  /** Undefined where nobody said where the API is, or gave no token. */
  readonly api: ApiPlace | undefined;
}

const envSchema = z.object({
  SEATKEEPER_ORIGIN: z.url().optional(),
  SEATKEEPER_TOKEN: z.string().min(1).optional(),
});

/** The stack that runs on this machine, by the file it writes. @throws LocalFault where none runs */
const localPlace = (stateDir: string): Place => {
  const { awsEndpoint, origin, adminToken } = readEndpoints(stateDir, 'name a stage with --stage');
  return { stage: 'local', aws: emulatorClient(awsEndpoint), api: { origin, token: adminToken } };
};

/** A deployment on AWS, with the region and the credentials of the environment. */
const awsPlace = (stage: string): Place => {
  const { SEATKEEPER_ORIGIN: origin, SEATKEEPER_TOKEN: token } = envSchema.parse(process.env);
  return {
    stage,
    aws: {},
    api: origin === undefined || token === undefined ? undefined : { origin, token },
  };
};

/** The deployment that is meant: the stage named, or the stack on this machine. */
export const placeOf = (stage: string | undefined, stateDir: string): Place =>
  stage === undefined ? localPlace(stateDir) : awsPlace(stage);
