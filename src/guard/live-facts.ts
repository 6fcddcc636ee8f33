/** What an engine knows of what a held edit would part, in words. The guard never waits long for it, and works without. */
export interface LiveFacts {
  /** Of a volume by its name on the engine: `48.3 MB, used by l9-postgres (running), no backup known`. */
  volume(engineName: string): Promise<string | undefined>;
  /** The containers of a project's service: `l9-postgres (running)`. */
  containers(projectDirectory: string, service: string): readonly string[];
}
