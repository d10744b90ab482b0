import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Finds an executable on PATH.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} absolute path
 */
export function findProgram(name, env = process.env) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder))
  return folders.map((folder) => path.join(folder, name)).find(isExecutable)
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false // absent or not ours to run: both mean "not here"
  }
}
