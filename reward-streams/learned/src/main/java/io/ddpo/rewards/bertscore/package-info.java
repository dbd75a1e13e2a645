/** How alike two sentences are: BERTScore (Zhang et al., 2020, arXiv 1904.09675) over any encoder of BERT's kind. */
package io.ddpo.rewards.bertscore;
