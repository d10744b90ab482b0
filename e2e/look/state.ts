import type { Page } from '@playwright/test'
import type { RunningProduct } from '../product/start-product.ts'

/** A screen and a scheme that every state is shown in. */
export interface Variant {
  name: string
  viewport: { width: number; height: number }
  colorScheme: 'light' | 'dark'
  hasTouch: boolean
}

const DESK = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

export const VARIANTS: readonly Variant[] = [
  { name: 'light', viewport: DESK, colorScheme: 'light', hasTouch: false },
  { name: 'dark', viewport: DESK, colorScheme: 'dark', hasTouch: false },
  { name: 'phone-light', viewport: PHONE, colorScheme: 'light', hasTouch: true },
  { name: 'phone-dark', viewport: PHONE, colorScheme: 'dark', hasTouch: true },
]

/** What a state is brought about with. */
export interface Stage {
  page: Page
  product: Pick<RunningProduct, 'url' | 'sampleUrl'>
  phone: boolean
  /** Makes a workflow that no other picture draws in, and resolves with its address. */
  workflow(document: object): Promise<string>
}

/** Something a person can see, and the way there. */
export interface State {
  name: string
  /** Where it can be seen; everywhere when absent. Phones do not author. */
  on?: 'desk' | 'phone'
  /** Brings the page there and resolves when it is to be seen. */
  show(stage: Stage): Promise<void>
  /** The focus is part of the picture. */
  keepFocus?: boolean
  /** A window of another size, a preference of the system. */
  context?: { viewport?: { width: number; height: number }; forcedColors?: 'active'; reducedMotion?: 'reduce' | 'no-preference' }
}
