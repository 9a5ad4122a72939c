import type { Application } from '../../domain/application.ts';
import { NotFoundError } from '../../errors.ts';
import { applications } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';

/** The application of an id. Fault `NotFoundError` where there is none. */
export const loadApplication = async (
  { store }: Pick<Basics, 'store'>,
  applicationId: string,
): Promise<Application> => {
  const application = await store.get(applications, { applicationId });
  if (application === undefined) throw new NotFoundError(`There is no application ${applicationId}.`);
  return application;
};
