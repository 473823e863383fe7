/* Python, in a worker: Pyodide and the core's wheels, all from the folder of the site that it is told. */
const CALLS = {
  check: ["regionshare.sentences.formats", "in_page"],
  derive: ["regionshare.numbers.opening", "in_page"],
};
const TYPES = {wasm: "application/wasm", json: "application/json"};
const own = self.fetch.bind(self);

/* The packed files lie deflated in the site, so that they are small on any host. */
const start = async (folder) => {
  const wanted = async (name) => {
    const answer = await own(new URL(name, folder));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer;
  };
  const files = await (await wanted("files.json")).json();
  const whole = Object.values(files.bytes).reduce((sum, one) => sum + one, 0);
  let got = 0;
  const loaded = async (name) => {
    const packed = files.packed.includes(name);
    const answer = await wanted(packed ? `${name}.deflate` : name);
    const count = new TransformStream({
      transform: (chunk, out) => {
        got += chunk.length;
        postMessage({part: got / whole});
        out.enqueue(chunk);
      },
    });
    const bytes = answer.body.pipeThrough(count);
    const plain = packed ? bytes.pipeThrough(new DecompressionStream("deflate")) : bytes;
    return new Response(plain, {headers: {"Content-Type": TYPES[name.split(".").pop()] ?? "application/octet-stream"}});
  };
  self.fetch = (address) => loaded(new URL(address.url ?? address, folder).pathname.split("/").pop());
  const wheels = files.wheels.map(async (name) => (await loaded(name)).arrayBuffer());
  const {loadPyodide} = await import(new URL("pyodide.mjs", folder));
  const python = await loadPyodide({indexURL: folder});
  postMessage({part: 1});
  for (const wheel of await Promise.all(wheels)) python.unpackArchive(wheel, "wheel");
  return python;
};

let ready = null;
addEventListener("message", async ({data}) => {
  try {
    ready ??= start(data.folder);
    const python = await ready;
    postMessage({ready: true});
    const [module, name] = CALLS[data.call];
    postMessage({task: data.task, found: python.pyimport(module)[name](...data.given)});
  } catch (error) {
    postMessage({task: data.task, error: String(error.message ?? error).trim().split("\n").pop()});
  }
});
