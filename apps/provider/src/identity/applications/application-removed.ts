// What the database says where something is written of an application that was taken out meanwhile.

/** Its row is gone (foreign_key_violation), whichever table it was written in. */
export function isApplicationRemoved(error: unknown): boolean {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown }
  return code === '23503' && String(constraint).endsWith('application_id_fkey')
}
