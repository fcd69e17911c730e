//! Closed sets of words of the bootstrap provider.

use crate::words::words;

words! {
    /// The language of the bootstrap data.
    pub enum BootstrapFormat {
        /// For cloud-init.
        #[default]
        CloudConfig = "cloud-config",
        /// For Ignition.
        Ignition = "ignition",
    }
}

words! {
    /// Whether the content of a file is taken as it stands or as a template.
    pub enum FileContentFormat {
        /// As it stands.
        #[default]
        Raw = "Raw",
        /// As a template that is filled first.
        Template = "Template",
    }
}

words! {
    /// How the content of a file is encoded.
    pub enum FileEncoding {
        /// As base64.
        #[default]
        Base64 = "base64",
        /// Compressed by gzip.
        Gzip = "gzip",
        /// Compressed by gzip, then as base64.
        GzipBase64 = "gzip+base64",
    }
}

words! {
    /// The kind of key of generated certificates.
    pub enum EncryptionAlgorithm {
        /// ECDSA on the curve P-256.
        EcdsaP256 = "ECDSA-P256",
        /// ECDSA on the curve P-384.
        EcdsaP384 = "ECDSA-P384",
        /// RSA with 2048 bits.
        #[default]
        Rsa2048 = "RSA-2048",
        /// RSA with 3072 bits.
        Rsa3072 = "RSA-3072",
        /// RSA with 4096 bits.
        Rsa4096 = "RSA-4096",
    }
}
