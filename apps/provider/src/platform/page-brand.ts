// Whose page this is: the application and the employer that the header of every page on the way names, and whether
// somebody is signed in half-way on it. Set once where a request is resolved.
import type { Context } from 'hono'

type BrandedApplication = { id: string; name: string; logo: { etag: string } | null }
/**
 * `employer`: null before all was proved that is asked of the person, and where it could be several. `isHalfWay`: they
 * have proved something and not all: whoever is stopped there must be able to leave.
 */
export type PageBrand = {
  application: { name: string; logo?: string | undefined } | null
  employer: string | null
  isHalfWay: boolean
}

const brands = new WeakMap<Context, PageBrand>()

/** The address of a logo changes with it, so that it may be cached for long. */
export const logoHref = ({ id, logo }: Pick<BrandedApplication, 'id' | 'logo'>): string | undefined =>
  logo === null ? undefined : `/applications/${id}/logo?v=${encodeURIComponent(logo.etag)}`

export const setPageBrand = (
  c: Context,
  { application, ...more }: { application: BrandedApplication | null } & Omit<PageBrand, 'application'>,
): void =>
  void brands.set(c, { application: application && { name: application.name, logo: logoHref(application) }, ...more })

export const pageBrandOf = (c: Context | null): PageBrand =>
  (c && brands.get(c)) ?? { application: null, employer: null, isHalfWay: false }
