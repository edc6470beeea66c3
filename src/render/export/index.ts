import type { ExportFormat, ExportSource } from '../../core/domain-setup/export-source.ts';
import { dnscontrolFile } from './dnscontrol.ts';
import { changeBatch } from './route53.ts';
import { csvFile, jsonFile } from './table.ts';
import { terraformFile } from './terraform.ts';
import { cloudflareFile, zoneFile } from './zone.ts';

export { exportRows } from './table.ts';

/** The file of this format, ending with a line break. */
export function exportText(
  format: ExportFormat,
  source: ExportSource,
  options: { readonly soa: boolean },
): string {
  switch (format) {
    case 'zone':
      return zoneFile(source, options.soa);
    case 'route53':
      return changeBatch(source);
    case 'cloudflare':
      return cloudflareFile(source);
    case 'terraform':
      return terraformFile(source);
    case 'dnscontrol':
      return dnscontrolFile(source);
    case 'csv':
      return csvFile(source);
    case 'json':
      return jsonFile(source);
  }
}
