import { Enums, Models, Serialize, SPDX, Spec, Validation } from "@cyclonedx/cyclonedx-library";
import type { Inside } from "./components.ts";

/** The program itself, as the list of its parts names it. */
export interface Whole {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly licence: string;
}

const KINDS = { library: Enums.ComponentType.Library, data: Enums.ComponentType.Data } as const;
const ALGORITHMS = {
  "SHA-256": Enums.HashAlgorithm["SHA-256"],
  "SHA-512": Enums.HashAlgorithm["SHA-512"],
} as const;

/**
 * The list of everything inside the program, as CycloneDX 1.6 in JSON. It tells of no time, and its number is made of
 * its contents, so that the same parts give the same bytes.
 *
 * @throws Error when the result does not fit the schema of CycloneDX
 */
export async function sbomOf(whole: Whole, parts: readonly Inside[]): Promise<string> {
  const components = parts.map(componentOf);
  const program = new Models.Component(Enums.ComponentType.Application, whole.name, {
    bomRef: whole.name,
    version: whole.version,
    description: whole.description,
    licenses: new Models.LicenseRepository([licenceOf(whole.licence)]),
    dependencies: new Models.BomRefRepository(components.map(({ bomRef }) => bomRef)),
  });
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: program }),
    components: new Models.ComponentRepository(components),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  const write = () => `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
  bom.serialNumber = numberOf(write());
  const text = write();
  const faults = await new Validation.JsonStrictValidator(Spec.Spec1dot6.version).validate(text);
  if (faults !== null) throw new Error(`the list of parts does not fit CycloneDX: ${JSON.stringify(faults)}`);
  return text;
}

function componentOf({ name, version, kind, licence, description, package: from }: Inside): Models.Component {
  return new Models.Component(KINDS[kind], name, {
    bomRef: `${name} of ${from.purl}`,
    version,
    description,
    purl: from.purl,
    licenses: new Models.LicenseRepository([licenceOf(licence)]),
    hashes: new Models.HashDictionary([[ALGORITHMS[from.algorithm], from.digest]]),
  });
}

function licenceOf(licence: string): Models.License {
  return SPDX.isSupportedSpdxId(licence)
    ? new Models.SpdxLicense(licence)
    : new Models.LicenseExpression(licence);
}

/** A UUID of version 8 (RFC 9562) made of a text's SHA-256, as an URN. */
function numberOf(text: string): string {
  const digest = new Bun.CryptoHasher("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ];
  return `urn:uuid:${parts.join("-")}`;
}
