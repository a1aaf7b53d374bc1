// What a role in a company may see beyond one's own.
import type { Role } from '#schema/tables.ts'

const OFFICERS: ReadonlySet<Role> = new Set(['hr', 'owner'])

/** The HR officer's page: who is ready for two-step verification. */
export const seesEmployees = (role: Role): boolean => OFFICERS.has(role)
