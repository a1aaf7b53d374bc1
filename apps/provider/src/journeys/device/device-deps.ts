// What the pages about devices work with, besides what every page does: what a device has asked for.
import type { DeviceRequest } from '#identity/sessions/device-codes.store.ts'
import type { Deps } from '../flow/sign-in-flow.ts'

/** `findDevice`: one whose code was typed in this browser; null for any other. */
export type DevicePageDeps = Deps & { findDevice(id: string, browserId: string): Promise<DeviceRequest | null> }

export const DEVICE_PATH = '/device'
