// Whose page this is: the application and the employer that the header of every page on the way names, and whether
// somebody is signed in half-way on it. Set once where a request is resolved.
import type { Context } from 'hono'

type BrandedApplication = { id: string; name: string; logo: { etag: string } | null }
/**
 * `employer`: null before all was proved that is asked of the person, and where it could be several. `isHalfWay`: they
 * have proved something and not all: whoever is stopped there must be able to leave. `stop`: of a device that asks, the
 * address at which it is told no; null where none asks.
 */
export type PageBrand = {
  application: { name: string; logo?: string | undefined } | null
  employer: string | null
  isHalfWay: boolean
  stop: string | null
}

const brands = new WeakMap<Context, PageBrand>()

/** The address of a logo changes with it, so that it may be cached for long. */
export const logoHref = ({ id, logo }: Pick<BrandedApplication, 'id' | 'logo'>): string | undefined =>
  logo === null ? undefined : `/applications/${id}/logo?v=${encodeURIComponent(logo.etag)}`

export const setPageBrand = (
  c: Context,
  {
    application: asking,
    stop = null,
    ...more
  }: Pick<PageBrand, 'employer' | 'isHalfWay'> & { application: BrandedApplication | null; stop?: string | null },
): void => {
  const application = asking && { name: asking.name, logo: logoHref(asking) }
  brands.set(c, { application, stop, ...more })
}

export const pageBrandOf = (c: Context | null): PageBrand =>
  (c && brands.get(c)) ?? { application: null, employer: null, isHalfWay: false, stop: null }
