import type { Basics } from '../../../../../shared/use-cases/dependencies.ts';
import { createApplication } from '../../../../../shared/use-cases/applications/create-application.ts';
import { DEPLOY } from '../../../../support/api-world.ts';

/** Registers an application; its id. */
export const addApplication = async (deps: Basics, name: string): Promise<string> =>
  (await createApplication(deps, DEPLOY, { name, contacts: [] })).applicationId;
