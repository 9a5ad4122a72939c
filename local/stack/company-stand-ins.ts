import { join } from 'node:path';
import type { CompanyFiles } from '../company/company.ts';
import type { Endpoints } from './endpoints.ts';
import { freePort } from './ports.ts';
import type { ProcessGroup } from './process-group.ts';
import { startStandIn } from './stand-in.ts';

const LOCAL = join(import.meta.dirname, '..');

export interface CompanyStandInsOptions {
  readonly company: CompanyFiles;
  readonly stateDir: string;
  readonly onStart: (group: ProcessGroup) => void;
}

/** Starts each vendor that the sample company has as a process of its own; where they listen. */
export const startCompanyStandIns = async ({
  company,
  stateDir,
  onStart,
}: CompanyStandInsOptions): Promise<Endpoints['vendors']> => {
  const files = {
    zoom: company.zoomTenant,
    okta: company.oktaOrg,
    onelogin: company.oneLoginTenant,
    scim: company.scimTenant,
  };
  const started = await Promise.all(
    Object.entries(files).map(async ([name, file]) => {
      const script = join(LOCAL, `${name}/${name}.process.ts`);
      const url = await startStandIn({
        name,
        script,
        port: await freePort(),
        company: file,
        stateDir,
        onStart,
      });
      return [name, url] as const;
    }),
  );
  return Object.fromEntries(started);
};
