// The name under which authenticator apps list an entry of ours.
export const ISSUER = 'Sluis'
