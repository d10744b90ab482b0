const CONTROL = 'input:not([type=hidden]), textarea, select, [contenteditable=true], button'

/** Whether a pointer leads to a place or into it. */
const leadsInto = (place: string, pointer: string) => pointer === place || pointer.startsWith(`${place}/`)

/**
 * The control of the value a pointer leads to: of the settings around it the innermost; what is called wrong in it comes first. Where a
 * form has no field for it, the first that lies in what the pointer leads to.
 */
export function controlFor(form: HTMLElement, pointer: string): HTMLElement | undefined {
  const settings = [...form.querySelectorAll<HTMLElement>('[data-setting]')].map((field) => ({ field, place: field.dataset.setting ?? '' }))
  const around = settings.filter(({ place }) => leadsInto(place, pointer)).sort((a, b) => b.place.length - a.place.length)
  const field = (around[0] ?? settings.find(({ place }) => leadsInto(pointer, place)))?.field
  return field?.querySelector<HTMLElement>('[aria-invalid=true]') ?? field?.querySelector<HTMLElement>(CONTROL) ?? undefined
}
