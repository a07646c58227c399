// Made by `npm run gen:bindings` from api/provider-schema.json. Do not edit: the next run writes it anew.
// https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface AgynProviderConfig {
  /**
  * Token to call the gateway with: an API token (`agyn_...`), the cluster admin's, or an OIDC access token. Default: the environment variable `AGYN_API_TOKEN`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#api_token AgynProvider#api_token}
  */
  readonly apiToken?: string;
  /**
  * Base address of the gateway, such as `https://gateway.agyn.dev:2496` or `https://agyn.example.com/api`; a path is kept. Default: the environment variable `AGYN_API_URL`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#api_url AgynProvider#api_url}
  */
  readonly apiUrl?: string;
  /**
  * Certificates, in PEM, of authorities that are trusted beside those of Node.js: for a gateway with a certificate of a private authority. Several may follow each other. Excludes `ca_certificate_file`. Default: none.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#ca_certificate AgynProvider#ca_certificate}
  */
  readonly caCertificate?: string;
  /**
  * Path of a file with such certificates; a relative one begins at the directory Terraform runs in. Excludes `ca_certificate`. Default: none.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#ca_certificate_file AgynProvider#ca_certificate_file}
  */
  readonly caCertificateFile?: string;
  /**
  * Proves, after a registration whose answer was lost, which runners it left, and deletes them: exactly one stays. Costs one more call per new runner, which is registered under a name with a nonce and then renamed, and a wait of up to `request_timeout` after a loss. Without it the provider registers once more and names what it may have left in a warning. Default: `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#exactly_once AgynProvider#exactly_once}
  */
  readonly exactlyOnce?: boolean | cdktf.IResolvable;
  /**
  * Headers of every call, such as those of an access proxy in front of the gateway. Not `authorization` and others the provider sets itself. Default: none.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#headers AgynProvider#headers}
  */
  readonly headers?: { [key: string]: string };
  /**
  * Takes any certificate of the gateway, with a warning: whoever is on the way can then read the token. For experiments only; a private authority is trusted by `ca_certificate`. Default: `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#insecure_skip_verify AgynProvider#insecure_skip_verify}
  */
  readonly insecureSkipVerify?: boolean | cdktf.IResolvable;
  /**
  * How often a call that failed in passing (503, 429, a lost connection) is tried again, 0 to 100, with growing waits. Only what is safe to repeat is: reads, changes and deletions; creations when nothing was sent. Default: `5`, which outlasts a roll-out of the gateway.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#max_retries AgynProvider#max_retries}
  */
  readonly maxRetries?: number;
  /**
  * How long one call may take over all its tries, as a Go duration from `"100ms"` to `"1h"`. Default: `"30s"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#request_timeout AgynProvider#request_timeout}
  */
  readonly requestTimeout?: string;
  /**
  * Alias name
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#alias AgynProvider#alias}
  */
  readonly alias?: string;
}

/**
* Represents a {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs agyn}
*/
export class AgynProvider extends cdktf.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "agyn";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a AgynProvider resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the AgynProvider to import
  * @param importFromId The id of the existing AgynProvider that should be imported. Refer to the {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the AgynProvider to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "agyn", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs agyn} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options AgynProviderConfig = {}
  */
  public constructor(scope: Construct, id: string, config: AgynProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'agyn',
      terraformGeneratorMetadata: {
        providerName: 'agyn',
        providerVersion: '0.7.0',
        providerVersionConstraint: '~> 0.7'
      },
      terraformProviderSource: 'agynio/agyn'
    });
    this._apiToken = config.apiToken;
    this._apiUrl = config.apiUrl;
    this._caCertificate = config.caCertificate;
    this._caCertificateFile = config.caCertificateFile;
    this._exactlyOnce = config.exactlyOnce;
    this._headers = config.headers;
    this._insecureSkipVerify = config.insecureSkipVerify;
    this._maxRetries = config.maxRetries;
    this._requestTimeout = config.requestTimeout;
    this._alias = config.alias;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // api_token - computed: false, optional: true, required: false
  private _apiToken?: string; 
  public get apiToken() {
    return this._apiToken;
  }
  public set apiToken(value: string | undefined) {
    this._apiToken = value;
  }
  public resetApiToken() {
    this._apiToken = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get apiTokenInput() {
    return this._apiToken;
  }

  // api_url - computed: false, optional: true, required: false
  private _apiUrl?: string; 
  public get apiUrl() {
    return this._apiUrl;
  }
  public set apiUrl(value: string | undefined) {
    this._apiUrl = value;
  }
  public resetApiUrl() {
    this._apiUrl = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get apiUrlInput() {
    return this._apiUrl;
  }

  // ca_certificate - computed: false, optional: true, required: false
  private _caCertificate?: string; 
  public get caCertificate() {
    return this._caCertificate;
  }
  public set caCertificate(value: string | undefined) {
    this._caCertificate = value;
  }
  public resetCaCertificate() {
    this._caCertificate = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get caCertificateInput() {
    return this._caCertificate;
  }

  // ca_certificate_file - computed: false, optional: true, required: false
  private _caCertificateFile?: string; 
  public get caCertificateFile() {
    return this._caCertificateFile;
  }
  public set caCertificateFile(value: string | undefined) {
    this._caCertificateFile = value;
  }
  public resetCaCertificateFile() {
    this._caCertificateFile = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get caCertificateFileInput() {
    return this._caCertificateFile;
  }

  // exactly_once - computed: false, optional: true, required: false
  private _exactlyOnce?: boolean | cdktf.IResolvable; 
  public get exactlyOnce() {
    return this._exactlyOnce;
  }
  public set exactlyOnce(value: boolean | cdktf.IResolvable | undefined) {
    this._exactlyOnce = value;
  }
  public resetExactlyOnce() {
    this._exactlyOnce = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get exactlyOnceInput() {
    return this._exactlyOnce;
  }

  // headers - computed: false, optional: true, required: false
  private _headers?: { [key: string]: string }; 
  public get headers() {
    return this._headers;
  }
  public set headers(value: { [key: string]: string } | undefined) {
    this._headers = value;
  }
  public resetHeaders() {
    this._headers = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get headersInput() {
    return this._headers;
  }

  // insecure_skip_verify - computed: false, optional: true, required: false
  private _insecureSkipVerify?: boolean | cdktf.IResolvable; 
  public get insecureSkipVerify() {
    return this._insecureSkipVerify;
  }
  public set insecureSkipVerify(value: boolean | cdktf.IResolvable | undefined) {
    this._insecureSkipVerify = value;
  }
  public resetInsecureSkipVerify() {
    this._insecureSkipVerify = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get insecureSkipVerifyInput() {
    return this._insecureSkipVerify;
  }

  // max_retries - computed: false, optional: true, required: false
  private _maxRetries?: number; 
  public get maxRetries() {
    return this._maxRetries;
  }
  public set maxRetries(value: number | undefined) {
    this._maxRetries = value;
  }
  public resetMaxRetries() {
    this._maxRetries = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxRetriesInput() {
    return this._maxRetries;
  }

  // request_timeout - computed: false, optional: true, required: false
  private _requestTimeout?: string; 
  public get requestTimeout() {
    return this._requestTimeout;
  }
  public set requestTimeout(value: string | undefined) {
    this._requestTimeout = value;
  }
  public resetRequestTimeout() {
    this._requestTimeout = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get requestTimeoutInput() {
    return this._requestTimeout;
  }

  // alias - computed: false, optional: true, required: false
  private _alias?: string; 
  public get alias() {
    return this._alias;
  }
  public set alias(value: string | undefined) {
    this._alias = value;
  }
  public resetAlias() {
    this._alias = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get aliasInput() {
    return this._alias;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      api_token: cdktf.stringToTerraform(this._apiToken),
      api_url: cdktf.stringToTerraform(this._apiUrl),
      ca_certificate: cdktf.stringToTerraform(this._caCertificate),
      ca_certificate_file: cdktf.stringToTerraform(this._caCertificateFile),
      exactly_once: cdktf.booleanToTerraform(this._exactlyOnce),
      headers: cdktf.hashMapper(cdktf.stringToTerraform)(this._headers),
      insecure_skip_verify: cdktf.booleanToTerraform(this._insecureSkipVerify),
      max_retries: cdktf.numberToTerraform(this._maxRetries),
      request_timeout: cdktf.stringToTerraform(this._requestTimeout),
      alias: cdktf.stringToTerraform(this._alias),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      api_token: {
        value: cdktf.stringToHclTerraform(this._apiToken),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      api_url: {
        value: cdktf.stringToHclTerraform(this._apiUrl),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      ca_certificate: {
        value: cdktf.stringToHclTerraform(this._caCertificate),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      ca_certificate_file: {
        value: cdktf.stringToHclTerraform(this._caCertificateFile),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      exactly_once: {
        value: cdktf.booleanToHclTerraform(this._exactlyOnce),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      headers: {
        value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(this._headers),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
      insecure_skip_verify: {
        value: cdktf.booleanToHclTerraform(this._insecureSkipVerify),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      max_retries: {
        value: cdktf.numberToHclTerraform(this._maxRetries),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      request_timeout: {
        value: cdktf.stringToHclTerraform(this._requestTimeout),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      alias: {
        value: cdktf.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
