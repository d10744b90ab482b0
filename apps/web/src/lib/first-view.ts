/** Pages that do not say when their first view stands are given this long, in ms. */
const LATEST_MS = 2_000

let tell: () => void = () => undefined
const standing = new Promise<void>((resolve) => {
  tell = resolve
})

/** The first thing a person came for is on the screen. */
export function firstViewStands(): void {
  tell()
}

/** Resolves when the first view stands: what it does not need is fetched after it and takes nothing from it. */
export async function afterFirstView(): Promise<void> {
  await Promise.race([standing, new Promise((resolve) => setTimeout(resolve, LATEST_MS))])
}
