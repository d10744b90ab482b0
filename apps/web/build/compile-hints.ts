import type { Plugin } from 'vite'

/** V8 then compiles every function of a file while it arrives, beside the main thread, instead of each when it is first called. */
const EAGER = '//# allFunctionsCalledOnLoad'
/**
 * What a first view calls half of or more. Compiling the other half too costs memory and another thread's time; of a file that is mostly
 * for later it would be a waste.
 */
const FIRST_VIEW = new Set(['platform', 'icons', 'shell', 'canvas', 'editor-route', 'run-route'])

interface NamedChunk {
  name: string
  isEntry: boolean
}

export function isCompiledEagerly({ name, isEntry }: NamedChunk): boolean {
  return isEntry || FIRST_VIEW.has(name)
}

/** Begins the scripts of the first view with a line that V8 reads; to other browsers it is a comment. */
export function compileHints(): Plugin {
  return {
    name: 'compile-hints',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const file of Object.values(bundle)) if (file.type === 'chunk' && isCompiledEagerly(file)) file.code = `${EAGER}\n${file.code}`
      },
    },
  }
}
