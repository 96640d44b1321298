// Every link between the documents leads to a file and a heading that exist. What is in the web is not asked.
import links from 'remark-validate-links';

export default { plugins: [[links, { repository: false }]] };
