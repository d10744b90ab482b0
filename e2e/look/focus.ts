import type { Page } from '@playwright/test'

/** Contrast that WCAG asks of what shows the focus. */
const LEAST_CONTRAST = 3

/**
 * Walks on with Tab and names each stop whose focus is not to be seen: without an outline of at least two pixels that is told from the
 * ground it is drawn on. A connection shows it by its line.
 */
export async function unseenFocus(page: Page, stops: number): Promise<string[]> {
  await page.evaluate('globalThis.__name ??= (named) => named') // what tsx writes around functions with a name
  const unseen: string[] = []
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press('Tab')
    const fault = await page.evaluate((least) => {
      const element = document.activeElement
      if (!element || element === document.body) return undefined
      const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
      const light = ([red = 0, green = 0, blue = 0]: number[]) => {
        const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      const groundOf = (place: Element | null): number[] => {
        for (let at = place; at; at = at.parentElement) {
          const colour = channels(getComputedStyle(at).backgroundColor)
          if ((colour[3] ?? 1) > 0.9) return colour
        }
        return [255, 255, 255]
      }
      const told = (mark: string, ground: number[]) => {
        const [high = 0, low = 0] = [light(channels(mark)), light(ground)].sort((one, other) => other - one)
        return (high + 0.05) / (low + 0.05) >= least
      }
      const line = element.matches('.react-flow__edge') ? element.querySelector('.link-line') : null
      const shown = line
        ? told(getComputedStyle(line).stroke, groundOf(line.closest('section')))
        : [element, element.querySelector('.node-card'), element.closest('label, .code-field')].some((place) => {
            if (!place) return false
            const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(place)
            return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && told(outlineColor, groundOf(place.parentElement))
          })
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40)
      return shown ? undefined : `${element.tagName.toLowerCase()} “${name}”`
    }, LEAST_CONTRAST)
    if (fault) unseen.push(fault)
  }
  return unseen
}
