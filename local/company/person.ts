/** A seat at Zoom; every `…DaysAgo` is days before the start, negative ones lie ahead. */
export interface Seat {
  /** The address at Zoom where it is not the person's own. */
  readonly address?: string;
  /** Licensed unless said otherwise. */
  readonly license?: 'basic' | 'no-meetings';
  readonly status?: 'inactive' | 'pending';
  /** Ordinary member unless said otherwise. */
  readonly roleId?: string;
  readonly createdDaysAgo: number;
  /** Absent: the field is missing at the vendor. */
  readonly lastLoginDaysAgo?: number;
  /** Given as it is, for values that are no real time. */
  readonly lastLoginText?: string | null;
  /** Sign-ins before the last one. */
  readonly signInsDaysAgo?: readonly number[];
  readonly meetingsDaysAgo?: readonly number[];
  readonly unverified?: boolean;
  readonly room?: boolean;
}

/** A row of the org chart and the seat that belongs to it, if any. */
export interface Person {
  readonly email: string;
  readonly emailAliases?: readonly string[];
  readonly firstName: string;
  readonly lastName: string;
  /** Decides manager, department and location. */
  readonly team: string;
  readonly title: string;
  readonly startDaysAgo: number;
  readonly endDaysAgo?: number;
  readonly leaveFromDaysAgo?: number;
  readonly leaveUntilDaysAgo?: number;
  readonly partTimeFactor?: number;
  readonly seat?: Seat;
}

/** A seat whose address is nobody's in the org chart. */
export interface StraySeat extends Seat {
  readonly address: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** A department, and the head's team that its managers belong to. */
export interface Department {
  readonly name: string;
  readonly location: string;
  readonly costCenter: string;
  readonly teams: number;
}

/** Everything that makes one sample company. */
export interface CompanyPlan {
  readonly name: string;
  readonly accountId: string;
  readonly plan: 'pro' | 'business';
  readonly hosts: number;
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  readonly departments: readonly Department[];
  /** Rows of the org chart, the ordinary people that are made up included. */
  readonly people: number;
  readonly notable: readonly Person[];
  readonly strays: readonly StraySeat[];
  /** Further Zoom accounts with nobody from the org chart. */
  readonly otherAccounts: readonly {
    readonly accountId: string;
    readonly name: string;
    readonly seats: readonly StraySeat[];
  }[];
}
